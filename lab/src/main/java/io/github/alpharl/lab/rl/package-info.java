/**
 * The algorithms: rollouts, what a step learns from them, and the optimizer step.
 *
 * <p>In: a policy on its task, options. Out: a changed policy and the step's metrics.
 *
 * <p>Must not know folders, checkpoints or resumption.
 */
package io.github.alpharl.lab.rl;
