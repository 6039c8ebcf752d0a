/** Answers: taken out of a text, understood, compared, with the rule that decided. */
package io.github.alpharl.eval.answer;
