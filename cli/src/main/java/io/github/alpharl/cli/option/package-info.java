/**
 * Options that several commands share, as mixins: which run, which scores, which model, which
 * engine.
 *
 * <p>In: words of a command line. Out: typed options of the rooms below.
 *
 * <p>Must not compute.
 */
package io.github.alpharl.cli.option;
