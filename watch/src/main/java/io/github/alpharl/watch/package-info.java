/**
 * Watching a run from outside its trainer.
 *
 * <p>In: a run's checkpoints and its trainer's log. Out: attempts, alerts, where it is going.
 *
 * <p>Must not know the lab or any trainer's code.
 */
package io.github.alpharl.watch;
