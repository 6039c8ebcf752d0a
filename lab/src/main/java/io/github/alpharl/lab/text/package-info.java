/**
 * Text and token ids: tokenizers of models, and the lab's own one-character-a-token vocabulary.
 *
 * <p>In: tokenizer.json, text or ids. Out: ids or text.
 *
 * <p>Must not know networks, weights or tasks.
 */
package io.github.alpharl.lab.text;
