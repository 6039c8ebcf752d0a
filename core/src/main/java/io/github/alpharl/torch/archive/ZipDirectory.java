package io.github.alpharl.torch.archive;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.disk.Utf8;
import io.github.alpharl.failure.Subject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Reads the central directory: sizes are only there, positions only in the local headers. */
final class ZipDirectory {

  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int MAX_NAME = 4096;

  /** Enough for the records after the directory. */
  private static final int ENDING = 128;

  private static final long SATURATED = 0xFFFFFFFFL;

  /** Encrypted, strongly encrypted, or with a hidden directory. */
  private static final int SECRET = 0x0001 | 0x0040 | 0x2000;

  private final MemorySegment zip;
  private final Subject subject;
  private final ZipEnd end;
  private final SequencedMap<String, ZipRecord> records = new LinkedHashMap<>();

  private ZipDirectory(MemorySegment zip, Subject subject) {
    this.zip = zip;
    this.subject = subject;
    long last = Math.min(zip.byteSize(), ENDING);
    Residency.ready(List.of(zip.asSlice(zip.byteSize() - last, last)));
    this.end = ZipEnd.read(zip, subject);
    Residency.ready(List.of(zip.asSlice(end.directory(), end.end() - end.directory())));
  }

  /** The records by name, in the order of the directory; no two of them share a byte. */
  static SequencedMap<String, ZipRecord> read(MemorySegment zip, Subject subject) {
    ZipDirectory directory = new ZipDirectory(zip, subject);
    List<Entry> entries = directory.entries();
    Residency.ready(entries.stream().map(Entry::local).toList());
    entries.forEach(directory::add);
    directory.checkDisjoint();
    return directory.records;
  }

  /**
   * What the directory says of a record.
   *
   * @param at where it says so
   * @param local the local header with the name, as far as the archive goes
   */
  private record Entry(
      long at, MemorySegment name, String text, long[] wide, MemorySegment local) {}

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    long at = end.directory();
    for (long i = 0; i < end.records(); i++) {
      at = addEntry(at, entries);
    }
    subject.require(at == end.end(), "has bytes after its last record's entry");
    return entries;
  }

  /** Adds the entry at {@code at}; its end. */
  private long addEntry(long at, List<Entry> entries) {
    requireEntry(at + CENTRAL_BYTES <= end.end() && Little.i32(zip, at) == CENTRAL);
    int nameBytes = Little.u16(zip, at + 28);
    int extraBytes = Little.u16(zip, at + 30);
    long next = at + CENTRAL_BYTES + nameBytes + extraBytes + Little.u16(zip, at + 32);
    requireEntry(next <= end.end());
    MemorySegment name = Little.read(zip, at + CENTRAL_BYTES, nameBytes);
    String text = text(name);
    subject.require((Little.u16(zip, at + 8) & SECRET) == 0, "has the encrypted record %s", text);
    MemorySegment extra = zip.asSlice(at + CENTRAL_BYTES + nameBytes, extraBytes);
    long[] wide = wide(at, extra);
    long header = Math.clamp(wide[2], 0, end.directory());
    long length = Math.min(LOCAL_BYTES + nameBytes, end.directory() - header);
    entries.add(new Entry(at, name, text, wide, zip.asSlice(header, length)));
    return next;
  }

  private void add(Entry entry) {
    String text = entry.text();
    subject.require(
        records.putIfAbsent(text, locate(entry)) == null, "has two records named %s", text);
  }

  private void requireEntry(boolean sound) {
    subject.require(sound, "has a damaged zip directory");
  }

  private String text(MemorySegment name) {
    boolean sound = name.byteSize() <= MAX_NAME && Utf8.check(name).isEmpty();
    subject.require(sound, "has a record whose name is too long or not UTF-8");
    return new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** Size, stored size and header position, from the zip64 field where they are too large. */
  private long[] wide(long at, MemorySegment extra) {
    long[] values = {Little.u32(zip, at + 24), Little.u32(zip, at + 20), Little.u32(zip, at + 42)};
    long from = -1;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == SATURATED) {
        from = from < 0 ? zip64Field(extra) : from;
        requireEntry(from >= 0 && from + 8 <= extra.byteSize());
        values[i] = Little.i64(extra, from);
        requireEntry(values[i] >= 0);
        from += 8;
      }
    }
    return values;
  }

  private static long zip64Field(MemorySegment extra) {
    long at = 0;
    while (at + 4 <= extra.byteSize()) {
      if (Little.u16(extra, at) == 1) {
        return at + 4;
      }
      at += 4 + Little.u16(extra, at + 2);
    }
    return -1;
  }

  private ZipRecord locate(Entry entry) {
    String text = entry.text();
    long header = entry.wide()[2];
    long stored = entry.wide()[1];
    long limit = end.directory();
    boolean local =
        header <= limit - LOCAL_BYTES && Little.i32(zip, header) == LOCAL && stored <= limit;
    subject.require(local, "has no record where its directory places %s", text);
    int nameBytes = Little.u16(zip, header + 26);
    long start = header + LOCAL_BYTES + nameBytes + Little.u16(zip, header + 28);
    subject.require(start <= limit - stored, "has the record %s, which ends outside it", text);
    MemorySegment name = entry.name();
    boolean same =
        nameBytes == name.byteSize()
            && Little.read(zip, header + LOCAL_BYTES, nameBytes).mismatch(name) < 0;
    subject.require(same, "has two names for the record %s", text);
    boolean plain = Little.u16(zip, entry.at() + 10) == 0 && stored == entry.wide()[0];
    int crc = Little.i32(zip, entry.at() + 16);
    return new ZipRecord(header, zip.asSlice(start, stored), crc, plain);
  }

  private void checkDisjoint() {
    long last = 0;
    for (ZipRecord record :
        records.values().stream().sorted(Comparator.comparingLong(ZipRecord::header)).toList()) {
      subject.require(record.header() >= last, "has records that overlap");
      last = record.data().address() - zip.address() + record.data().byteSize();
    }
  }
}
