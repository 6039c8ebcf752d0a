/**
 * What trains and how it moves: the chosen leaf tensors, AdamW or SGD, the learning rate's course.
 *
 * <p>In: leaves with gradients, the number of the step. Out: changed leaves.
 *
 * <p>Must not know losses, tasks or runs.
 */
package io.github.alpharl.lab.optimizer;
