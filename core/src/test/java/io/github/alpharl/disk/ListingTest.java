package io.github.alpharl.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {

  @TempDir Path temp;

  @Test
  void aFolderWithTooMuchBelowItIsRefusedAndNotReadInPart() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      Files.createFile(temp.resolve(name));
    }
    assertThat(Listing.below(temp, 2, 4, path -> path.endsWith("c")))
        .containsExactly(temp.resolve("c"));
    assertThatThrownBy(() -> Listing.below(temp, 2, 3, path -> path.endsWith("c")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("more than 3 files and folders", "name the folder or the file");
  }
}
