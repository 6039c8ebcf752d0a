/**
 * Forecasters of a module's update behind one small interface, and the targets that they aim at.
 * Knows no files.
 */
package io.github.alpharl.forecast;
