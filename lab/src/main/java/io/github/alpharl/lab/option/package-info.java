/**
 * The settings of a training: closed families and checked numbers, their defaults, their JSON.
 *
 * <p>In: a JSON object. Out: options that are right, or one sentence that says which is not.
 *
 * <p>Must not know networks, learners or files.
 */
package io.github.alpharl.lab.option;
