package io.github.alpharl.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A trainer that keeps its last checkpoints alone removes one between two looks. */
class FollowingTest {

  private final List<String> told = new ArrayList<>();
  private int looks;

  private Following following(Supplier<RunStudy> run) {
    Following.Options options =
        new Following.Options(
            new Rank.Count(1), OptionalLong.empty(), Duration.ofMillis(1), Optional.empty());
    return new Following(run, options, listener());
  }

  private Following.Listener listener() {
    return new Following.Listener() {
      @Override
      public void stored(long step) {
        told.add("stored " + step);
      }

      @Override
      public void waits(String reason) {
        told.add("waits " + reason);
      }

      @Override
      public void problem(AlphaRlException problem) {
        told.add("problem " + problem.getMessage());
      }
    };
  }

  @Test
  void aFolderThatIsGoneIsLookedAtAgain() {
    Following[] work = new Following[1];
    work[0] =
        following(
            () -> {
              if (++looks == 3) {
                work[0].stop();
              }
              throw EnvironmentException.because(
                  "cannot read checkpoint-30", new NoSuchFileException("checkpoint-30"));
            });
    work[0].follow();
    assertThat(looks).isEqualTo(3);
    assertThat(told).isEmpty();
    assertThat(work[0].failure()).isEmpty();
  }

  @Test
  void whatCannotBeReadForAnotherReasonEndsIt() {
    Following work =
        following(
            () -> {
              throw EnvironmentException.because(
                  "cannot read checkpoint-30", new AccessDeniedException("checkpoint-30"));
            });
    assertThatThrownBy(work::follow).isInstanceOf(EnvironmentException.class);
  }
}
