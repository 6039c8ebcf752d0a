package io.github.alpharl.spark;

import java.io.Serializable;
import java.util.List;

/** What an executor runs: one shard of a command, which keeps its results on shared storage. */
public interface ShardCommand extends Serializable {

  /** The machine is in the way: another try may succeed, maybe elsewhere. */
  int ENVIRONMENT = 4;

  /**
   * How a shard ended.
   *
   * @param code 0, or the exit code of the command
   * @param notes what it noted
   * @param failure in words; none where it succeeded
   */
  record Answer(int code, List<String> notes, List<String> failure) implements Serializable {

    /** Copies the lists. */
    public Answer {
      notes = List.copyOf(notes);
      failure = List.copyOf(failure);
    }
  }

  /**
   * Runs shard {@code index}, from 1, of {@code count}.
   *
   * @param threads that the shard may use
   */
  Answer run(int index, int count, int threads);
}
