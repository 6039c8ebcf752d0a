/**
 * The rank-1 factors of a run over time: sign alignment, the linear law with its figures, and
 * projections for the eye. Knows neither models nor forecasting.
 */
package io.github.alpharl.trajectory;
