package com.nexora.streams.catalogue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files with secrets: readable by their owner, and by nobody else but the group, since a Kubernetes
 * secret belongs to root and is lent to the pod's group.
 */
public final class PrivateFile {

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.GROUP_READ,
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private PrivateFile() {}

  /**
   * Refuses a file that others may use.
   *
   * @throws IllegalArgumentException if they may
   */
  public static void check(final Path file) throws IOException {
    if (!isPosix(file)) {
      return;
    }
    final Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
    if (granted.stream().anyMatch(OTHERS::contains)) {
      throw new IllegalArgumentException(
          "others than the owner may use the file (%s): run \"chmod 600\" on it"
              .formatted(PosixFilePermissions.toString(granted)));
    }
  }

  /** Writes a new file for its owner only; leaves one that is there as it is. */
  public static void createIfAbsent(final Path file, final String text) throws IOException {
    final Path absolute = file.toAbsolutePath();
    createDirectory(absolute);
    try {
      create(absolute);
    } catch (final FileAlreadyExistsException e) {
      return;
    }
    Files.writeString(absolute, text, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Writes a file for its owner only, in place of one that may be there; whoever reads meanwhile
   * sees the old text or the new one.
   */
  public static void replace(final Path file, final String text) throws IOException {
    final Path absolute = file.toAbsolutePath();
    createDirectory(absolute);
    final Path next = absolute.resolveSibling(absolute.getFileName() + ".new");
    Files.deleteIfExists(next);
    create(next);
    Files.writeString(next, text, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(next, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void createDirectory(final Path absolute) throws IOException {
    final Path directory = absolute.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
  }

  private static void create(final Path absolute) throws IOException {
    if (isPosix(absolute)) {
      Files.createFile(
          absolute,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(absolute);
    }
  }

  private static boolean isPosix(final Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
