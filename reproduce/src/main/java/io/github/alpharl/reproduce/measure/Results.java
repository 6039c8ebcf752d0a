package io.github.alpharl.reproduce.measure;

import io.github.alpharl.reproduce.run.LabRun;
import java.util.Optional;

/** Where an item has its figures from. */
public interface Results {

  /** The result; empty where its run is not there, or where this only plans. */
  <R extends Result> Optional<R> of(Request<R> request);

  /** Why a training ended early. */
  Optional<String> early(LabRun run);
}
