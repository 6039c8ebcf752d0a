package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores as people paste them from notes, papers, notebooks, terminals and logs. */
class PastedScoresTest {

  private static final ScoreRequest ANY = ScoreRequest.any();

  @TempDir Path temp;

  private ScoreReading read(String text) throws IOException {
    return Scores.read(Files.writeString(temp.resolve("file"), text), ANY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "| step | accuracy |\n|------|---------:|\n| 10 | 0.5 |\n| 1,000 | **0.75** |\n",
        "# Results\n\nEvery 10 steps\n\nStep | GSM8K\n--- | ---\n10 | 50%\n1000 | 75 %\n\nfine\n",
        "| Checkpoint | gsm8k (%) |\n|:--|:-:|\n| `checkpoint-10` | 50.0 |\n| checkpoint-1000 | 75 |",
        "+------+-----+\n| step | acc |\n+======+=====+\n| 10   | 0.5 |\n| 1000 | .75 |\n+------+-----+\n",
        " step | acc \n------+------\n   10 |  0.5\n 1000 | 0.75\n(2 rows)\n",
        "┏━━━━━━┳━━━━━━┓\n┃ step ┃ acc  ┃\n┡━━━━━━╇━━━━━━┩\n│ 10   │ 0.5  │\n│ 1000 │ 0.75 │\n└──────┴──────┘\n",
        "| step | 10 | 1,000 |\n|---|---|---|\n| accuracy | 0.5 | 0.75 |\n",
        "step,10,1000\naccuracy,0.5,0.75\n",
        "\\toprule\nStep & Accuracy \\\\\n\\midrule\n10 & 50\\% \\\\\n1{,}000 & 75\\% \\\\\n\\bottomrule\n",
        "step  accuracy\n10    0.5\n1000  0.75\n",
        "   step  accuracy\n0    10      0.50\n1  1000      0.75\n",
        "step accuracy\n10 0.5\n1000 0.75",
        "Global Step  eval accuracy\n10  0.5\n1000  0.75\n",
        "10,0.5\n1000,0.75\n",
        "10: 50%\n1000: 75%\n",
        "checkpoint-10 0.5\ncheckpoint-1000 0.75\n",
        "checkpoint,gsm8k\ncheckpoint-10,0.5\ncheckpoint-1000,0.75\n",
        "model,mean_acc,loss\n/runs/a/global_step_10,0.5,9\n/runs/a/global_step_1000/,0.75,9\n",
        "step,accuracy\n\"10\",0.5\n\"1,000\",0.75\n",
        "step,accuracy\ncheckpoint-10,0.5\ncheckpoint-1000,0.75\n",
        "step,accuracy\nglobal_step_10,50%\nglobal_step_1000,75%\n",
        "step;accuracy\n10;0.5\n1,000;0.75\n",
        "step,accuracy\n10,0.5 ± 0.01\n1000,0.75 +/- 0.02\n",
        "step\tacc\n10\t50.0 ± 1.3%\n1000\t75.0% ± 1.2%\n",
        "{\"checkpoint-10\": 0.5, \"checkpoint-1000\": 0.75}",
        "{\"step_10\": {\"acc\": 0.5}, \"step_1000\": {\"acc\": 0.75}}",
        "[{\"model\": \"out/checkpoint-10\", \"acc\": 0.5}, {\"model\": \"x/checkpoint-1000\", \"acc\": 0.75}]",
        "Step 10: accuracy 0.45\nresumed\nStep 10: accuracy 0.5\n[eval] Step 1000: accuracy 0.75, loss 3\n",
        "step=10 acc=0.5 lr=1e-6\nstep=1000 acc=0.75 lr=2e-6\n",
        "2026-11-28 12:00:01 INFO eval checkpoint-10: acc: 50%\n2026-11-28 INFO checkpoint-1000: acc: 75%",
      })
  void readsWhatPeoplePaste(String text) throws IOException {
    ScoreReading reading = read(text);
    assertThat(reading.series().steps()).containsExactly(10L, 1000L);
    assertThat(reading.series().accuracies()).containsExactly(0.5, 0.75);
    assertThat(reading.notes()).isNotEmpty();
  }

  @Test
  void saysHowStepsWereWritten() throws IOException {
    assertThat(read("checkpoint,acc\nbase,0.25\nckpt-5,0.5\n").notes())
        .contains(
            temp.resolve("file")
                + ": 2 steps of the column checkpoint read from \"base\" and the like");
    assertThat(read("checkpoint,acc\nbase,0.25\nckpt-5,0.5\n").series().steps())
        .containsExactly(0L, 5L);
    assertThat(read("step;acc\n1,000;0.5 ± 0.1\n").notes())
        .contains(
            temp.resolve("file") + ": 1 step of the column step read from \"1,000\"",
            temp.resolve("file") + ": what stands after ± is left out of 1 number of acc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step,10,1000;accuracy,0.5,0.75 | each of its lines is a metric, each column a step",
        "10,0.5;1000,0.75 | has no header; read as pairs of a step and its score",
        "Step 10: accuracy 0.5;resumed;Step 1000: accuracy 0.75 | of 2 of its 3 lines, which name"
      })
  void saysHowTheTableWasRead(String text, String note) throws IOException {
    assertThat(read(text.replace(';', '\n')).notes()).anyMatch(said -> said.contains(note));
  }

  /** What could be read in two ways, or is no score, is asked about or refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "step;acc\n1,000;0,5\n2,000;0,7\n", // thousands, or a spreadsheet's decimals
        "10,0.5\n", // one pair: nothing shows which is which
        "10,0.5\n5,0.6\n",
        "10,0.5,3\n20,0.6,3\n",
        "step,loss\n10,0.5\n20,0.4\n",
        "step,entropy\n10,0.5\n20,0.4\n",
        "step,learning_rate\n10,0.5\n20,0.4\n",
        "| step | acc |\n|---|---|\n| 10 | 0.5 |\n| 20 |\n", // a cell is missing
        "step acc\n10 0.5\n20 0.5 0.6\n",
        "epoch,acc\n1,0.5\n2,0.6\n",
        "step,acc\n\"0,500\",0.5\n",
        "step,acc\n1,00,0.5\n",
        "no table at all\nonly a step 10 in words\n"
      })
  void asksWhereThereIsADoubt(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(AlphaRlException.class)
        .hasMessageContaining(temp.resolve("file").toString());
  }
}
