/**
 * In: results of the rooms below. Out: each as one document for programs and as text for people.
 * Not known here: options, standard streams, how anything is computed.
 */
package io.github.alpharl.view;
