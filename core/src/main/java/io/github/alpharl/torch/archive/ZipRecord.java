package io.github.alpharl.torch.archive;

import java.lang.foreign.MemorySegment;

/**
 * A record of a zip archive.
 *
 * @param header where its local header begins
 * @param data its bytes as they are stored
 * @param crc their checksum, 0 if unknown
 * @param plain true if the stored bytes are the record itself, not compressed
 */
record ZipRecord(long header, MemorySegment data, int crc, boolean plain) {}
