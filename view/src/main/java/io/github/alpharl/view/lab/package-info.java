/**
 * In: results of evaluations, of the lab and of controlled trainings. Out: each as one document for
 * programs and as text for people. Not known here: options, standard streams, how it is computed.
 */
package io.github.alpharl.view.lab;
