/** A controller of the step size around any trainer: legs, candidates, tests, decisions. */
package io.github.alpharl.accelerate;
