/**
 * A lab's training that watches itself.
 *
 * <p>In: what the training writes, step by step. Out: alarms that send it back.
 *
 * <p>Must not know how a training goes back, nor how an alarm is made of numbers.
 */
package io.github.alpharl.guard;
