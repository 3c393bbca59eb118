package com.nexora.streams.privacy.redact;

/** Finds IBANs (ISO 13616): a country that has them, its length, and the right check digits. */
final class Iban {

  /** Country and length, of SWIFT's registry. */
  private static final String LENGTHS =
      "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28"
          + " EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23"
          + " IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27"
          + " MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24"
          + " SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

  /**
   * Countries that hexadecimal ids may begin like, and how many digits follow their check digits
   * before any letter may: one of a hundred ids would have the right check digits, too.
   */
  private static final String DIGITS = "AD08 AE19 BA16 BE12 DE18 EE16";

  /** By the five bits that capitals and small letters share, of both letters; 0 for no country. */
  private static final byte[] LENGTH = table(LENGTHS);

  private static final byte[] LEADING_DIGITS = table(DIGITS);

  private Iban() {}

  private static byte[] table(final String entries) {
    final byte[] table = new byte[1 << 10];
    for (final String entry : entries.split(" ")) {
      table[entry.charAt(0) & 31 | (entry.charAt(1) & 31) << 5] =
          Byte.parseByte(entry.substring(2));
    }
    return table;
  }

  /**
   * End of the IBAN that starts with the letter at an index, -1 if none does. Blanks and dashes may
   * group it.
   */
  static int end(final byte[] text, final int start, final int to) {
    if (!Chars.at(text, start + 2, start, to, Chars.DIGIT)
        || !Chars.at(text, start + 3, start, to, Chars.DIGIT)
        || !Chars.at(text, start + 1, start, to, Chars.LETTER)) {
      return -1;
    }
    final int country = text[start] & 31 | (text[start + 1] & 31) << 5;
    final int length = LENGTH[country];
    if (length == 0) {
      return -1;
    }
    final int digits = LEADING_DIGITS[country];
    int rest = 0;
    int seen = 0;
    int i = start + 4;
    while (seen < length - 4) {
      if (i < to && Chars.is(text[i], seen < digits ? Chars.DIGIT : Chars.ALNUM)) {
        rest = fold(rest, text[i]);
        seen++;
        i++;
      } else if (i < to - 1 && (text[i] == ' ' || text[i] == '-')) {
        i++;
        if (!Chars.is(text[i], Chars.ALNUM)) {
          return -1;
        }
      } else {
        return -1;
      }
    }
    if (i < to && Chars.is(text[i], Chars.ALNUM)) {
      return -1;
    }
    for (int k = 0; k < 4; k++) {
      rest = fold(rest, text[start + k]);
    }
    return rest == 1 ? i : -1;
  }

  private static int fold(final int rest, final byte c) {
    return Chars.is(c, Chars.DIGIT)
        ? (rest * 10 + c - '0') % 97
        : (rest * 100 + upper(c) - 'A' + 10) % 97;
  }

  private static int upper(final byte c) {
    return c >= 'a' && c <= 'z' ? c - 32 : c;
  }
}
