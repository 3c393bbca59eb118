package com.nexora.streams.catalogue;

/**
 * Encrypts what a store must hold before anybody can say whether there is a secret in it: neither
 * the store nor its changelog may show it.
 *
 * <p>Here, since the rooms that hold such rows and the room that has the keys meet only through the
 * graph. Thread-safe.
 */
public interface RowSeal {

  /**
   * Encrypts.
   *
   * @param place bound in: the bytes open under this name only
   */
  byte[] seal(byte[] clear, String place);

  /**
   * Decrypts.
   *
   * @throws IllegalStateException if the key is not here any more, the bytes were changed, or they
   *     were sealed for another place
   */
  byte[] open(byte[] sealed, String place);
}
