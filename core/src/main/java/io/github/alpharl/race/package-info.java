/**
 * Candidates that race on answers to the same problems, and tests that say who is better.
 *
 * <p>In: right and wrong answers. Out: a winner with the evidence for it.
 *
 * <p>Must not know models, tasks or commands.
 */
package io.github.alpharl.race;
