package com.nexora.streams.audit.note;

/** The kinds of signatures that we write and check, out of those that signed-note assigns. */
public enum SignatureType {
  /** Ed25519 over the text of the note: how a log signs. */
  ED25519(0x01),
  /** Ed25519 over a time and the text (cosignature/v1): how a witness signs. */
  COSIGNATURE_V1(0x04);

  private final int id;

  SignatureType(final int id) {
    this.id = id;
  }

  /** The byte that stands for it in keys. */
  public byte id() {
    return (byte) id;
  }

  static SignatureType of(final byte id) {
    for (final SignatureType type : values()) {
      if (type.id() == id) {
        return type;
      }
    }
    throw NoteException.malformed(
        "signature type 0x%02x is not supported; supported are 0x01 (Ed25519) and 0x04 (cosignature/v1)"
            .formatted(id & 0xff));
  }
}
