package com.nexora.streams.catalogue;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClients;
import java.security.GeneralSecurityException;

/** Keys that never leave a key management service, through Tink. */
public final class KmsKeys {

  private KmsKeys() {}

  /**
   * A key that encrypts and decrypts other keys.
   *
   * @param uri as Tink's clients know it, for example {@code aws-kms://arn:aws:kms:...}; the client
   *     must be on the class path and registered
   * @throws IllegalArgumentException if no client takes it
   */
  public static Aead aead(final String uri) {
    try {
      return KmsClients.get(uri).getAead(uri);
    } catch (final GeneralSecurityException e) {
      throw new IllegalArgumentException(
          ("no client for the key management service of %s: put Tink's client for it (tink-awskms, tink-gcpkms, ...) on"
                  + " the class path and let it register, or give the keys themselves in a file")
              .formatted(uri),
          e);
    }
  }
}
