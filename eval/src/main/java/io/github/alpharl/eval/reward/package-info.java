/** The grader as a process that stays: verdicts for trainers, line by line or over HTTP. */
package io.github.alpharl.eval.reward;
