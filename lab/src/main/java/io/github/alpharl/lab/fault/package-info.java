/**
 * What is broken in a training on purpose, so that a watch has something to find.
 *
 * <p>In: a policy's network and weights, answers with their grades. Out: the same, wrong.
 *
 * <p>Must not know learners, runs or watches.
 */
package io.github.alpharl.lab.fault;
