package io.github.alpharl.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * A trainer and a validation behind shell commands that take no time: the trainer hands out
 * prepared checkpoints, two a leg, in verl's layout; of the validation's problems every other one
 * is solved, and all by a model one leg further on.
 *
 * @param prepared where step-0 to step-8 lie
 * @param trainer a script
 * @param validation a script
 */
record SteppedTrainer(Path prepared, Path trainer, Path validation) {

  /** Writes all below {@code folder}. */
  static SteppedTrainer in(Path folder) {
    Path prepared = SmallRun.write(folder.resolve("prepared"), 1, 2, 3, 4, 5, 6, 7, 8);
    Path trainer =
        SmallModel.text(
            folder.resolve("train.sh"),
            """
            set -e
            rm -rf "$ALPHARL_OUT"
            test -e "$ALPHARL_MODEL/config.json"
            step=1
            while [ $step -le $ALPHARL_STEPS ]; do
              to="$ALPHARL_OUT/global_step_$step/actor/huggingface"
              mkdir -p "$to"
              cp '%s'/step-$((ALPHARL_FROM + step))/* "$to"
              step=$((step + 1))
            done
            echo $ALPHARL_STEPS > "$ALPHARL_OUT/latest_checkpointed_iteration.txt"
            echo "leg $ALPHARL_LEG seed $ALPHARL_SEED rate $ALPHARL_RATE_FACTOR" >> '%s'
            """
                .formatted(prepared, folder.resolve("calls")));
    Path validation =
        SmallModel.text(
            folder.resolve("validate.sh"),
            """
            i=$ALPHARL_FROM
            while [ $i -lt $((ALPHARL_FROM + ALPHARL_COUNT)) ]; do
              case "$ALPHARL_MODEL" in */f+1) echo 1 ;; *) echo $((i % 2)) ;; esac
              i=$((i + 1))
            done
            """);
    return new SteppedTrainer(prepared, trainer, validation);
  }

  /** The command that writes, or continues, {@code run}. */
  Object[] command(Path run, Object... more) {
    return Work.with(legs(run, 2), Work.with(more, "--average", 2, "--factors=-1,1"));
  }

  /** The same with legs of {@code leg} steps, and all else as usual. */
  Object[] legs(Path run, int leg) {
    List<Object> command =
        List.of(
            "accelerate",
            "--trainer-command",
            "sh '" + trainer + "'",
            "--validation-command",
            "sh '" + validation + "'",
            "--model",
            prepared.resolve("step-0"),
            "--rollouts-per-step",
            1500,
            "--leg",
            leg,
            "--budget",
            8,
            "--seed",
            3,
            "--out",
            run);
    return command.toArray();
  }
}
