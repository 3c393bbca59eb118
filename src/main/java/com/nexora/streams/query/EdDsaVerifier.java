package com.nexora.streams.query;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/**
 * Verifies Ed25519 with the JDK: the token library's own verifier needs a further library for what
 * Java has had since version 15.
 */
final class EdDsaVerifier extends BaseJWSProvider implements JWSVerifier {

  private static final int KEY_BYTES = 32;

  private final PublicKey key;

  /**
   * @param encoded the point as RFC 8032 writes it, 32 bytes
   */
  EdDsaVerifier(final byte[] encoded) throws JOSEException {
    super(Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519));
    if (encoded.length != KEY_BYTES) {
      throw new JOSEException("an Ed25519 key has 32 bytes, this one has " + encoded.length);
    }
    final byte[] bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = encoded[KEY_BYTES - 1 - i];
    }
    final boolean xOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7F;
    try {
      key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new EdECPublicKeySpec(
                      NamedParameterSpec.ED25519,
                      new EdECPoint(xOdd, new BigInteger(1, bigEndian))));
    } catch (final GeneralSecurityException e) {
      throw new JOSEException("not an Ed25519 key", e);
    }
  }

  @Override
  public boolean verify(final JWSHeader header, final byte[] signed, final Base64URL signature)
      throws JOSEException {
    try {
      final Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature.decode());
    } catch (final SignatureException e) {
      return false; // not the form of a signature
    } catch (final GeneralSecurityException e) {
      throw new JOSEException("cannot verify Ed25519", e);
    }
  }
}
