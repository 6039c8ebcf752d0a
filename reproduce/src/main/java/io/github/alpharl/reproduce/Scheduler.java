package io.github.alpharl.reproduce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Runs jobs that depend on each other on a few threads: always the first in the list whose needs
 * are done. The first failure lets running jobs end, starts no more, and is thrown.
 */
final class Scheduler {

  /**
   * Work that may be repeated without harm.
   *
   * @param name unique among the jobs, to be shown
   * @param needs names of the jobs that must be done first
   * @param cost about so many seconds of one core
   * @param work is done once
   */
  record Job(String name, List<String> needs, double cost, Runnable work) {}

  /** Hears what happens, from any thread but one at a time. */
  interface Listener {

    /** {@code job} begins; so much is done of so many jobs, of this cost, so far. */
    void begins(Job job, int done, int jobs, double costDone, double costOfAll);
  }

  private final List<Job> waiting;
  private final List<Job> all;
  private final Set<String> done = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private final Set<Job> running = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Listener listener;
  private double costDone;
  private Throwable failure;

  private Scheduler(List<Job> jobs, Listener listener) {
    this.all = List.copyOf(jobs);
    this.waiting = new ArrayList<>(jobs);
    this.listener = listener;
    for (Job job : jobs) {
      if (!known.add(job.name())) {
        throw new IllegalArgumentException("two jobs are called " + job.name());
      }
    }
    for (Job job : jobs) {
      for (String need : job.needs()) {
        if (!known.contains(need)) {
          throw new IllegalArgumentException(job.name() + " needs " + need + ", which is no job");
        }
      }
    }
  }

  /** Runs all {@code jobs} on {@code workers} threads and returns when they are done. */
  static void run(List<Job> jobs, int workers, Listener listener) {
    new Scheduler(jobs, listener).run(workers);
  }

  private void run(int workers) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      threads.add(Thread.ofPlatform().name("reproduce-" + i).start(this::workOff));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    switch (failure) {
      case null -> requireAllDone();
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void requireAllDone() {
    if (!waiting.isEmpty()) {
      throw new IllegalArgumentException("jobs wait for each other: " + waiting.getFirst().name());
    }
  }

  private void workOff() {
    for (Job job = next(); job != null; job = next()) {
      Throwable failed = null;
      try {
        job.work().run();
      } catch (RuntimeException | Error e) {
        failed = e;
      }
      end(job, failed);
    }
  }

  /** The next job, or null when there will be none. */
  private synchronized Job next() {
    while (failure == null && !waiting.isEmpty()) {
      for (Job job : waiting) {
        if (done.containsAll(job.needs())) {
          waiting.remove(job);
          running.add(job);
          double cost = all.stream().mapToDouble(Job::cost).sum();
          listener.begins(job, done.size(), all.size(), costDone, cost);
          return job;
        }
      }
      if (running.isEmpty()) {
        return null; // they wait for each other
      }
      try {
        wait();
      } catch (InterruptedException e) {
        failure = new IllegalStateException("interrupted", e);
      }
    }
    return null;
  }

  private synchronized void end(Job job, Throwable failed) {
    running.remove(job);
    if (failed == null) {
      done.add(job.name());
      costDone += job.cost();
    } else if (failure == null) {
      failure = failed;
    }
    notifyAll();
  }
}
