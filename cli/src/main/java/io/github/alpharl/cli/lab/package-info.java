/**
 * The commands that train, answer, grade and evaluate.
 *
 * <p>In: options. Out: calls of lab, eval, accelerate and reproduce, printed as tables or JSON.
 *
 * <p>Must not compute.
 */
package io.github.alpharl.cli.lab;
