package io.github.alpharl.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.policy.Policy;
import io.github.alpharl.watch.trajectory.Straightness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A live watch with all that belongs to it: the loop, the policy, the page. */
public final class LiveRun implements AutoCloseable {

  private final LiveWatch watch;
  private final WatchLoop loop;
  private final Keeper keeper;
  private final Optional<WatchServer> server;
  private final Supplier<RunStudy> opener;
  private final Listener listener;
  private final boolean keeps;
  private double lastStepSeconds;
  private long lastStep = -1;
  private final Path store;
  private Optional<ObjectNode> straight = Optional.empty();
  private int straightOf; // checkpoints

  /**
   * What is asked for.
   *
   * @param watch how it is watched
   * @param policy what may be done
   * @param until when it ends
   * @param pause between looks
   * @param host of the page
   * @param port of the page; empty for no page, 0 for a free one
   * @param token what requests to the page must carry
   */
  public record Options(
      WatchOptions watch,
      Policy policy,
      Until until,
      Duration pause,
      String host,
      OptionalInt port,
      Optional<String> token) {}

  /** Hears what it finds. */
  public interface Listener {

    /** Something that the user should know. */
    void note(String note);

    /** A new alert, and the state of things. */
    void alert(Alert alert, WatchReport now);
  }

  /** A watch of {@code place}, which takes in what an earlier one was shown. */
  public LiveRun(
      LiveWatch.Place place, Options options, Supplier<RunStudy> opener, Listener listener) {
    this.opener = opener;
    this.listener = listener;
    store = place.folder().getParent();
    server =
        options.port().isPresent()
            ? Optional.of(
                WatchServer.start(options.host(), options.port().getAsInt(), options.token()))
            : Optional.empty();
    keeper = new Keeper(options.policy(), place, listener::note);
    keeps = options.policy().keepBest() || options.policy().keepLastGood();
    watch = new LiveWatch(place, options.watch(), opener, new Ears(), System::nanoTime);
    loop = new WatchLoop(watch, options.until(), options.pause(), System::nanoTime);
    keeper.resume();
    watch.resume(new FactorStore(store));
    show();
  }

  /** What the watch tells. */
  private final class Ears implements LiveListener {

    @Override
    public void note(String note) {
      listener.note(note);
    }

    @Override
    public void alert(Alert alert) {
      keeper.alert(alert);
      listener.alert(alert, watch.report());
    }

    @Override
    public void looked() {
      if (keeps) {
        keep();
      }
      show();
    }
  }

  private void keep() {
    try (RunStudy study = opener.get()) {
      keeper.keep(study.run(), watch.session());
    } catch (AlphaRlException e) {
      listener.note(e.getMessage());
    }
  }

  private void show() {
    if (server.isEmpty()) {
      return;
    }
    WatchReport report = watch.report();
    if (report.steps() != lastStep) {
      lastStep = report.steps();
      lastStepSeconds = System.currentTimeMillis() / 1000.0;
    }
    List<Alert> alerts = new ArrayList<>(report.alerts());
    server
        .get()
        .show(
            WatchPage.data(report, watch.session().charts(), straightness()),
            Prometheus.text(watch.session(), alerts, lastStepSeconds));
  }

  /** How straight the run moved, found anew when there are a fifth more checkpoints. */
  private Optional<ObjectNode> straightness() {
    int checkpoints = new FactorStore(store).steps().size();
    if (checkpoints >= 3 && checkpoints > 1.2 * straightOf) {
      straightOf = checkpoints;
      try (RunStudy study = opener.get()) {
        straight = watch.session().straightness(study).map(Straightness::json);
      } catch (AlphaRlException e) {
        listener.note("no R² of the modules: " + e.getMessage());
      }
      straightOf = straight.isPresent() ? checkpoints : 0;
    }
    return straight;
  }

  /** Where the page is, if there is one. */
  public Optional<String> address() {
    return server.map(WatchServer::address);
  }

  /** Watches until there is a reason to end. */
  public WatchLoop.End run() {
    return loop.run();
  }

  /** Ends it after the look under way. */
  public void stop() {
    loop.stop();
  }

  /** The state of things. */
  public WatchReport report() {
    return watch.report();
  }

  @Override
  public void close() {
    keeper.close();
    server.ifPresent(WatchServer::close);
  }
}
