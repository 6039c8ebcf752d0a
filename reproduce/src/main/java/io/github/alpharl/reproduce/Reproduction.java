package io.github.alpharl.reproduce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.lab.run.StepReport;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.report.PaperFormats;
import io.github.alpharl.reproduce.Scheduler.Job;
import io.github.alpharl.reproduce.item.Findings;
import io.github.alpharl.reproduce.item.Item;
import io.github.alpharl.reproduce.item.ItemReport;
import io.github.alpharl.reproduce.item.Items;
import io.github.alpharl.reproduce.measure.Measurements;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.Results;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Seeds;
import io.github.alpharl.reproduce.run.Trainings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reproduces items in a directory: {@code runs} (trainings), {@code factors}, {@code measured}
 * (kept results) and the items' files. Killed at any moment, the same call goes on and ends with
 * the same files.
 */
public final class Reproduction {

  private final Path out;
  private final Plan plan;
  private final ReproductionSize size;
  private final Trainings runs;
  private final Measurements measurements;
  private final List<Long> seeds;
  private final ReproductionListener listener;
  private final Wording wording;

  /**
   * What is asked for.
   *
   * @param item a name, or {@code all}
   * @param seeds of every run
   * @param jobs how many at a time
   * @param trainedOnly train nothing, leave out what needs a run that is not there
   * @param formats of figures and tables
   */
  public record Plan(
      String item, Seeds seeds, int jobs, boolean trainedOnly, PaperFormats formats) {}

  /** How the user asks for an item, which its page tells. */
  public interface Wording {

    /** The command that makes {@code item} again with these seeds. */
    String command(String item, Seeds seeds);
  }

  /** A reproduction in {@code out}; {@code listener} is told how it stands. */
  public Reproduction(
      Path out, Plan plan, ReproductionSize size, Wording wording, ReproductionListener listener) {
    this.out = out.toAbsolutePath().normalize();
    this.plan = plan;
    this.size = size;
    this.listener = listener;
    this.wording = wording;
    KeptResults kept = new KeptResults(this.out.resolve("measured"));
    this.runs = new Trainings(this.out, size, kept);
    this.measurements = new Measurements(this.out, size, runs, kept);
    this.seeds = plan.seeds().values();
  }

  /** What an item needs, found by asking it. */
  private static final class Planning implements Results {

    private final Set<Request<?>> requests = new LinkedHashSet<>();

    @Override
    public <R extends Result> Optional<R> of(Request<R> request) {
      requests.add(request);
      return Optional.empty();
    }

    @Override
    public Optional<String> early(LabRun run) {
      return Optional.empty();
    }
  }

  /**
   * Does all work that is not done, prints every item when it is ready, and writes its files.
   *
   * @param print where the tables go, or null
   * @return the items' documents by name
   */
  public Map<String, ObjectNode> run(PrintWriter print) {
    List<Item> items = Items.named(plan.item());
    try (FolderLock _ = FolderLock.take(out, "reproduce")) { // two would train the same runs
      AtomicDirectory.delete(out.resolve("scratch"));
      Map<String, ObjectNode> documents = new LinkedHashMap<>();
      estimate(items);
      for (Item item : items) {
        double start = CpuTimes.now();
        Set<Request<?>> requests = requests(item);
        work(item, requests);
        ItemReport report = item.report(new Findings(measurements, runs, size, seeds));
        report.write(out, item, seeds, wording.command(item.name(), plan.seeds()), plan.formats());
        if (print != null) {
          report.print(print, item);
        }
        documents.put(item.name(), report.document(item, seeds));
        listener.tell(new CpuTimes(out.resolve("times.json")).add(item.name(), start));
      }
      if (print != null) {
        print.printf("%nTables, figures and data are in %s%n", out);
      }
      return documents;
    }
  }

  private Set<Request<?>> requests(Item item) {
    Planning planning = new Planning();
    item.report(new Findings(planning, runs, size, seeds));
    return planning.requests;
  }

  /** Says what is to be done, what of it items share, and about how long it takes. */
  private void estimate(List<Item> items) {
    Set<LabRun> trainings = new LinkedHashSet<>();
    Set<Request<?>> measured = new LinkedHashSet<>();
    int asked = 0;
    for (Item item : items) {
      Set<Request<?>> requests = requests(item);
      asked += requests.size();
      measured.addAll(requests);
      trainings.addAll(trainings(requests));
    }
    List<LabRun> missing = trainings.stream().filter(run -> !runs.finished(run)).toList();
    List<LabRun> toTrain = plan.trainedOnly() ? List.of() : missing;
    List<Request<?>> open =
        measured.stream()
            .filter(request -> plan.trainedOnly() ? runs.finished(request.run()) : true)
            .filter(request -> !(runs.finished(request.run()) && measurements.done(request)))
            .toList();
    double seconds =
        toTrain.stream().mapToDouble(LabRun::cost).sum()
            + open.stream().mapToDouble(Request::cost).sum();
    listener.tell(
        String.format(
            Locale.ROOT,
            "%d of %d runs are trained, %s; %d of %d measurements are to be made (%d are shared by"
                + " items); about %.0f CPU minutes, %.0f minutes with %d jobs at a time",
            trainings.size() - missing.size(),
            trainings.size(),
            plan.trainedOnly() ? "no other will be" : toTrain.size() + " to be trained",
            open.size(),
            measured.size(),
            asked - measured.size(),
            Math.ceil(seconds / 60),
            Math.ceil(seconds / 60 / plan.jobs()),
            plan.jobs()));
    if (plan.trainedOnly() && !missing.isEmpty()) {
      listener.tell(
          "not trained: " + String.join(", ", missing.stream().map(LabRun::name).toList()));
    }
  }

  /** The runs of {@code requests} with those that they need, which come first. */
  private static Set<LabRun> trainings(Collection<Request<?>> requests) {
    Set<LabRun> all = new LinkedHashSet<>();
    for (Request<?> request : requests) {
      all.addAll(request.run().needs());
      all.add(request.run());
    }
    return all;
  }

  private void work(Item item, Set<Request<?>> requests) {
    List<Job> jobs = new ArrayList<>();
    Set<LabRun> trainings = trainings(requests);
    for (LabRun run : trainings) {
      if (!plan.trainedOnly()) {
        boolean done = runs.finished(run);
        List<String> needs = run.needs().stream().map(Reproduction::training).toList();
        jobs.add(new Job(training(run), needs, done ? 0 : run.cost(), () -> train(run)));
      }
    }
    List<LabRun> factored =
        requests.stream().filter(Request::factors).map(Request::run).distinct().toList();
    for (LabRun run : factored) {
      jobs.add(new Job(factors(run), trained(run), 1, () -> measurements.decompose(run)));
    }
    for (Request<?> request : requests) {
      List<String> needs = new ArrayList<>(trained(request.run()));
      if (request.factors()) {
        needs.add(factors(request.run()));
      }
      boolean trained = runs.finished(request.run());
      boolean nothing = trained ? measurements.done(request) : plan.trainedOnly();
      jobs.add(
          new Job(
              request.run().name() + ": " + request.describe(),
              needs,
              nothing ? 0 : request.cost(),
              () -> measurements.of(request)));
    }
    Scheduler.run(jobs, plan.jobs(), shown(item));
  }

  private Scheduler.Listener shown(Item item) {
    return (job, done, jobs, costDone, cost) -> {
      if (job.cost() > 0) {
        listener.stands(
            String.format(
                Locale.ROOT,
                "%s: %d of %d, about %.0f CPU minutes left, %s",
                item.name(),
                done,
                jobs,
                Math.ceil((cost - costDone) / 60),
                job.name()));
      }
    };
  }

  private void train(LabRun run) {
    runs.train(run, Reproduction::ignore);
  }

  private static void ignore(StepReport report) {}

  private List<String> trained(LabRun run) {
    return plan.trainedOnly() ? List.of() : List.of(training(run));
  }

  private static String training(LabRun run) {
    return run.name() + ": training";
  }

  private static String factors(LabRun run) {
    return run.name() + ": factors";
  }
}
