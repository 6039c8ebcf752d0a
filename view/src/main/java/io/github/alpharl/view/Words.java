package io.github.alpharl.view;

import io.github.alpharl.report.Ink;
import io.github.alpharl.report.Ink.Tone;
import java.io.PrintWriter;

/** What a command says beside its results: a word for who speaks, then a sentence. */
public final class Words {

  private Words() {}

  /** Says on {@code err} what was mapped, guessed, reused or left out. */
  public static void note(PrintWriter err, String sentence) {
    err.println(noted(err, sentence));
  }

  /** The line of a note as {@code err} shows it. */
  public static String noted(PrintWriter err, String sentence) {
    return Ink.of(err, Tone.DOUBT, "alpharl: note:") + " " + sentence;
  }

  /** Says on {@code err} why the command ends. */
  public static void refusal(PrintWriter err, String sentence) {
    err.println(Ink.of(err, Tone.BAD, "alpharl:") + " " + sentence);
  }
}
