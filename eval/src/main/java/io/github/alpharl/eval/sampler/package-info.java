/** Engines that answer prompts: a server with OpenAI's interface, or a network in this process. */
package io.github.alpharl.eval.sampler;
