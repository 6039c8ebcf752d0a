package io.github.alpharl.report;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** Prints like another writer, and hands on every table that is printed. */
public final class TablePrinter extends PrintWriter {

  private final PrintWriter inner;
  private final Consumer<Table> tables;

  /** Prints to {@code out}; {@code tables} gets each table after it was printed. */
  public TablePrinter(PrintWriter out, Consumer<Table> tables) {
    super(out, true);
    this.inner = out;
    this.tables = tables;
  }

  PrintWriter inner() {
    return inner;
  }

  void printed(Table table) {
    flush();
    tables.accept(table);
  }
}
