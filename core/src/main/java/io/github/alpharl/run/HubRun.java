package io.github.alpharl.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A run published on the Hub: steps as branches, or as folders of the branch main. */
final class HubRun {

  private HubRun() {}

  static RunSteps read(Path repository, Optional<String> naming) {
    NavigableMap<String, Path> branches = new TreeMap<>(HubCache.branches(repository));
    branches.keySet().removeIf(branch -> RunLayout.named(branch, naming).isEmpty());
    return branches.isEmpty()
        ? RunDirectory.read(HubCache.snapshot(repository), naming)
        : ofBranches(repository, branches, naming);
  }

  private static RunSteps ofBranches(
      Path repository, NavigableMap<String, Path> branches, Optional<String> naming) {
    RunSteps steps = new RunSteps(repository);
    branches.forEach(
        (branch, snapshot) -> {
          RunLayout.Named named = RunLayout.named(branch, naming).orElseThrow();
          if (naming.isPresent() && !named.naming().equals(naming.get())) {
            return;
          }
          if (Files.isDirectory(snapshot)) {
            steps.add(named.step(), named.layout().places(snapshot));
          } else {
            steps.notes().skipped(named.step(), snapshot + " is not in the cache");
          }
        });
    return steps;
  }
}
