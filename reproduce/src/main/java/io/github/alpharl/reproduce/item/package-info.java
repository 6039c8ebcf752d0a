/**
 * The tables and figures: which figures each needs, and how they are shown.
 *
 * <p>In: results by request, NaN or nothing where there is none. Out: tables, notes, pictures.
 *
 * <p>Must not know how a result is made, nor where it is kept.
 */
package io.github.alpharl.reproduce.item;
