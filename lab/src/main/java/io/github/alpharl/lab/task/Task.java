package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/** A family of problems whose answers a program can verify. Implementations hold no state. */
public interface Task {

  /** Its name on the command line. */
  String name();

  /** Every character of prompts and answers, in the order of their token ids. */
  String characters();

  /** Longest answer that the base text or a right answer needs, in characters. */
  int maxAnswer();

  /** A random problem of any split. */
  Problem draw(RandomGenerator random);

  /** A right answer, as a model with the full skill would write it. */
  String solution(Problem problem);

  /** A text for the base model: shows the skill sometimes, and mostly something worse. */
  String demonstration(Problem problem, RandomGenerator random);

  /** Verifies an answer, the text after the prompt up to its end. */
  Grade grade(Problem problem, String answer);

  /** The character that ends every answer. */
  default char stop() {
    return '.';
  }
}
