package io.github.alpharl.view;

import java.io.PrintWriter;

/** A result as it is shown. */
public interface View {

  /** For programs: records, maps, lists, texts and numbers; what is undefined is null. */
  Object document();

  /** For people: tables and sentences. */
  void print(PrintWriter out);
}
