/**
 * The commands that time this program.
 *
 * <p>In: options. Out: calls of bench, printed.
 *
 * <p>Must not compute.
 */
package io.github.alpharl.cli.bench;
