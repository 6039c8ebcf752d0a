package io.github.alpharl.forecast;

import java.util.OptionalDouble;

/**
 * The figures of one module's fit.
 *
 * @param points T, rows of the fit
 * @param r2 R² of the fit; empty when the module never moves
 * @param q2 cross-validated R²; empty too for fewer than 3 points
 * @param slope a of the line y = a·z + b, ≥ 0 (see {@link io.github.alpharl.linearity.PlsFit}); 0
 *     when undefined
 * @param zStar z* = (y* − b)/a; 0 when undefined
 * @param extrapolation how far z* lies outside the observed scores, in widths of their range (max z
 *     − min z); 0 inside
 * @param growth ⟨dx̂/dy, x_T⟩/‖x_T‖: how fast the predicted update grows along the last observed
 *     one, in norm per unit of accuracy. Negative: a better score would undo the update
 */
public record Diagnostics(
    int points,
    OptionalDouble r2,
    OptionalDouble q2,
    double slope,
    double zStar,
    double extrapolation,
    double growth) {}
