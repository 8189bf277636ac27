package org.hospitalhub.tls.certificate;

/** How near the end of a certificate is; the most pressing first. */
public enum Expiry {
    /** The end has passed. */
    EXPIRED(0),
    /** It begins later. */
    NOT_YET_VALID(0),
    /** Less than three days are left. */
    DAYS_3(3),
    /** Less than seven days are left. */
    DAYS_7(7),
    /** Less than fourteen days are left. */
    DAYS_14(14),
    /** Less than thirty days are left. */
    DAYS_30(30),
    /** Less than sixty days are left. */
    DAYS_60(60),
    /** More than that. */
    FINE(0);

    private final int days;

    Expiry(int days) {
        this.days = days;
    }

    int days() {
        return days;
    }

    /** Returns whether calls with such a certificate must pause: they would fail one by one. */
    public boolean pauses() {
        return this == EXPIRED || this == NOT_YET_VALID;
    }

    /** Returns whether a person should be warned. */
    public boolean warns() {
        return this != FINE;
    }
}
