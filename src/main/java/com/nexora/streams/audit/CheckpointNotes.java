package com.nexora.streams.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads signed notes from files: one note after the other in each, blank lines between or not. */
public final class CheckpointNotes {

  private static final String SIGNATURE = "\u2014 ";

  private CheckpointNotes() {}

  /**
   * Reads all notes of a file, or of the files of a directory.
   *
   * @throws UncheckedIOException if something cannot be read
   */
  public static List<StoredNote> read(final Path path) {
    try {
      if (!Files.isDirectory(path)) {
        return split(Files.readAllBytes(path), path.toString());
      }
      final List<StoredNote> notes = new ArrayList<>();
      try (Stream<Path> files = Files.list(path)) {
        for (final Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          notes.addAll(split(Files.readAllBytes(file), file.toString()));
        }
      }
      return notes;
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read checkpoints in " + path, e);
    }
  }

  /** The notes in a text: each ends with the last of its signature lines. */
  static List<StoredNote> split(final byte[] text, final String place) {
    final List<StoredNote> notes = new ArrayList<>();
    final ByteArrayOutputStream note = new ByteArrayOutputStream();
    final byte[] dash = SIGNATURE.getBytes(StandardCharsets.UTF_8);
    boolean signed = false;
    int line = 1;
    int first = 1;
    int start = 0;
    while (start < text.length) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      final int next = Math.min(text.length, end + 1);
      final boolean signature = startsWith(text, start, end, dash);
      if (signed && !signature) {
        notes.add(note(note, place, first));
        signed = false;
      }
      if (note.size() == 0 && end == start) {
        first = line + 1;
      } else {
        first = note.size() == 0 ? line : first;
        note.write(text, start, next - start);
        signed |= signature;
      }
      line++;
      start = next;
    }
    if (note.size() > 0) {
      notes.add(note(note, place, first));
    }
    return notes;
  }

  private static StoredNote note(
      final ByteArrayOutputStream note, final String place, final int line) {
    final byte[] bytes = note.toByteArray();
    note.reset();
    return new StoredNote(bytes, -1, -1, place + ":" + line);
  }

  private static boolean startsWith(
      final byte[] text, final int start, final int end, final byte[] prefix) {
    return end - start >= prefix.length
        && java.util.Arrays.equals(text, start, start + prefix.length, prefix, 0, prefix.length);
  }
}
