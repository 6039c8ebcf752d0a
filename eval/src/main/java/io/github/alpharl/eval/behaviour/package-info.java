/** What training changed in a model's behaviour (arXiv 2510.00553, appendix D). */
package io.github.alpharl.eval.behaviour;
