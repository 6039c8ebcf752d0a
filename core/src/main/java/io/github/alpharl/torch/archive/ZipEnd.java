package io.github.alpharl.torch.archive;

import io.github.alpharl.failure.Subject;
import java.lang.foreign.MemorySegment;

/**
 * The end of a zip archive as torch writes it, without a comment: where its directory lies. Numbers
 * of 64 bits that are negative are beyond any file.
 *
 * @param records their number
 * @param directory where the central directory begins
 * @param end one past it, where the end records begin
 */
record ZipEnd(long records, long directory, long end) {

  static final int BYTES = 22;

  private static final int SIGNATURE = 0x06054b50;
  private static final int SIGNATURE_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int BYTES_64 = 56;
  private static final int CENTRAL_BYTES = 46;
  private static final long MAX_RECORDS = 1_000_000;

  static ZipEnd read(MemorySegment zip, Subject subject) {
    long at = zip.byteSize() - BYTES;
    if (at < 0 || Little.i32(zip, at) != SIGNATURE) {
      throw subject.bad("does not end as a zip archive: it is cut off or still being written");
    }
    boolean one =
        Little.i32(zip, at + 4) == 0
            && Little.u16(zip, at + 8) == Little.u16(zip, at + 10)
            && Little.u16(zip, at + 20) == 0;
    subject.require(one, "is a zip archive of several disks, or with a comment");
    ZipEnd end = isZip64(zip, at) ? read64(zip, at, subject) : read32(zip, at);
    end.check(subject);
    return end;
  }

  private static boolean isZip64(MemorySegment zip, long at) {
    return at >= LOCATOR_BYTES && Little.i32(zip, at - LOCATOR_BYTES) == LOCATOR_64;
  }

  private static ZipEnd read32(MemorySegment zip, long at) {
    return of(Little.u16(zip, at + 10), Little.u32(zip, at + 12), Little.u32(zip, at + 16), at);
  }

  private static ZipEnd read64(MemorySegment zip, long at, Subject subject) {
    long locator = at - LOCATOR_BYTES;
    long end = Little.i64(zip, locator + 8);
    boolean sound =
        Little.i32(zip, locator + 4) == 0
            && Little.i32(zip, locator + 16) == 1
            && end >= 0
            && end == locator - BYTES_64
            && Little.i32(zip, end) == SIGNATURE_64
            && Little.i64(zip, end + 4) == BYTES_64 - 12
            && Little.i64(zip, end + 16) == 0
            && Little.i64(zip, end + 24) == Little.i64(zip, end + 32);
    subject.require(sound, "has a zip64 end record that is not as it should be");
    return of(Little.i64(zip, end + 24), Little.i64(zip, end + 40), Little.i64(zip, end + 48), end);
  }

  private static ZipEnd of(long records, long bytes, long start, long end) {
    boolean fits = start >= 0 && bytes >= 0 && start <= end && bytes == end - start;
    return new ZipEnd(records, fits ? start : -1, end);
  }

  private void check(Subject subject) {
    subject.require(directory >= 0, "has a directory that does not end at its end record");
    subject.require(
        records > 0 && records <= MAX_RECORDS && records * CENTRAL_BYTES <= end - directory,
        "claims %d records in a directory of %d bytes",
        records,
        end - directory);
  }
}
