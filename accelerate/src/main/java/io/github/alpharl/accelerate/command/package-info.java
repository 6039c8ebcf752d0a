/**
 * In: commands of a trainer and of a validator, which are not ours. Out: a {@link
 * io.github.alpharl.accelerate.LegTrainer} and a {@link io.github.alpharl.race.Validation}, with
 * all processes ended when we end. What is decided about a leg must not be known here.
 */
package io.github.alpharl.accelerate.command;
