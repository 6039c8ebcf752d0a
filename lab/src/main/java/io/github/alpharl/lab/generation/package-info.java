/**
 * Generation: answers drawn token by token in batches, with cached keys and values.
 *
 * <p>In: a network, prompts as ids, a sampling rule. Out: completions with their log-probabilities.
 *
 * <p>Must not know tasks, rewards or training.
 */
package io.github.alpharl.lab.generation;
