/**
 * What a watch is worth: faults made by training, watched afterwards by several rules.
 *
 * <p>In: a folder, seeds. Out: the series of every run, tables of detections and false alarms.
 *
 * <p>Must not know how a rule judges a series, nor how a fault is made.
 */
package io.github.alpharl.reproduce.watched;
