package io.github.alpharl.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.reproduce.Scheduler.Job;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SchedulerTest {

  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  private Job job(String name, String... needs) {
    return new Job(name, List.of(needs), 1, () -> order.add(name));
  }

  private static void run(List<Job> jobs, int workers) {
    Scheduler.run(jobs, workers, (_, _, _, _, _) -> {});
  }

  @Test
  void oneWorkerTakesTheFirstThatIsReady() {
    run(List.of(job("c", "a", "b"), job("b", "a"), job("a"), job("d")), 1);
    assertThat(order).containsExactly("a", "b", "c", "d");
  }

  @Test
  void everyJobRunsOnceAfterItsNeeds() {
    Random random = new Random(3);
    List<Job> jobs = new ArrayList<>();
    Set<String> done = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 200; i++) {
      List<String> needs = new ArrayList<>();
      for (int j = 0; j < Math.min(i, 3); j++) {
        needs.add("job" + random.nextInt(i));
      }
      String name = "job" + i;
      jobs.add(
          new Job(
              name,
              needs,
              1,
              () -> {
                assertThat(done).containsAll(needs);
                assertThat(done.add(name)).isTrue();
              }));
    }
    Collections.shuffle(jobs, random);
    run(jobs, 4);
    assertThat(done).hasSize(200);
  }

  @Test
  void workersWorkAtTheSameTime() {
    CyclicBarrier together = new CyclicBarrier(2);
    Runnable meet =
        () -> {
          try {
            together.await(30, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    run(List.of(new Job("a", List.of(), 1, meet), new Job("b", List.of(), 1, meet)), 2);
    assertThat(together.isBroken()).isFalse();
  }

  @Test
  void theFirstFailureIsThrownAndNothingMoreIsStarted() {
    IllegalStateException failure = new IllegalStateException("as planned");
    Job bad =
        new Job(
            "bad",
            List.of("a"),
            1,
            () -> {
              throw failure;
            });
    assertThatThrownBy(() -> run(List.of(job("a"), bad, job("c"), job("d", "bad")), 1))
        .isSameAs(failure);
    assertThat(order).containsExactly("a");
  }

  @Test
  void itTellsHowMuchIsDone() {
    AtomicInteger calls = new AtomicInteger();
    Scheduler.run(
        List.of(job("a"), job("b", "a")),
        2,
        (job, done, jobs, costDone, cost) -> {
          assertThat(job.name()).isEqualTo(done == 0 ? "a" : "b");
          assertThat(costDone).isEqualTo(done);
          assertThat(cost).isEqualTo(jobs).isEqualTo(2);
          calls.incrementAndGet();
        });
    assertThat(calls).hasValue(2);
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    assertThatThrownBy(() -> run(List.of(job("a", "b")), 1)).hasMessageContaining("is no job");
    assertThatThrownBy(() -> run(List.of(job("a"), job("a")), 1)).hasMessageContaining("two jobs");
    assertThatThrownBy(() -> run(List.of(job("a", "b"), job("b", "a")), 2))
        .hasMessageContaining("wait for each other");
  }
}
