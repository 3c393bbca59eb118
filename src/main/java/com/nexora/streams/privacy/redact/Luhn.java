package com.nexora.streams.privacy.redact;

/** Whether digits can be the number of a payment card. */
final class Luhn {

  static final int SHORTEST = 13;
  static final int LONGEST = 19;

  private Luhn() {}

  /**
   * Whether the check digit is right and the first digits and the length are those of a card
   * network: without the latter, one of ten order numbers would be a card.
   *
   * @param digits 0 to 9 each
   */
  static boolean isCard(final byte[] digits, final int length) {
    return length >= SHORTEST
        && length <= LONGEST
        && isOfANetwork(digits, length)
        && hasCheckDigit(digits, length)
        && !isOneDigitOnly(digits, length);
  }

  private static boolean hasCheckDigit(final byte[] digits, final int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int digit = digits[length - 1 - i];
      if ((i & 1) == 1) {
        digit *= 2;
        digit = digit > 9 ? digit - 9 : digit;
      }
      sum += digit;
    }
    return sum % 10 == 0;
  }

  private static boolean isOneDigitOnly(final byte[] digits, final int length) {
    for (int i = 1; i < length; i++) {
      if (digits[i] != digits[0]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfANetwork(final byte[] d, final int length) {
    final int two = d[0] * 10 + d[1];
    final int three = two * 10 + d[2];
    final int four = three * 10 + d[3];
    return switch (d[0]) {
      case 2 -> length == 16 && (four >= 2221 && four <= 2720 || four >= 2200 && four <= 2204);
      case 3 ->
          length == 15 && (two == 34 || two == 37)
              || length == 14 && (three <= 305 || two == 36 || two == 38 || two == 39)
              || length >= 16 && four >= 3528 && four <= 3589;
      case 4 -> length == 13 || length == 16 || length == 19;
      case 5 -> length == 16 && two <= 55 && two >= 50 || length >= 16 && two >= 56 && two <= 58;
      case 6 ->
          length >= 16 && (four == 6011 || three >= 644 && three <= 649 || two == 65)
              || length >= 16 && two == 62
              || length == 16 && (two == 60 || two == 63 || two == 67);
      default -> false;
    };
  }
}
