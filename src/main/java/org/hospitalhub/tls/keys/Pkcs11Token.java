package org.hospitalhub.tls.keys;

import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_BROKEN;
import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.PASSWORD_WRONG;
import static org.hospitalhub.tls.keys.IdentityException.Reason.TOKEN_ABSENT;
import static org.hospitalhub.tls.keys.IdentityException.Reason.TOKEN_LOCKED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.Security;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens a smart card or USB token through PKCS#11 (NHIF contract B5). */
public final class Pkcs11Token {

    private static final Pattern LIBRARY = Pattern.compile(".*\\.(so|dll|dylib)(\\.\\d+)*", Pattern.CASE_INSENSITIVE);

    private final String identity;
    private final Path place;
    private final VerifiedPins pins;

    public Pkcs11Token(String identity, Path place, VerifiedPins pins) {
        this.identity = identity;
        this.place = place;
        this.pins = pins;
    }

    /**
     * Returns the identity on the token.
     *
     * @throws IdentityException if it cannot be used
     */
    public Identity read(char @Nullable [] pin, @Nullable String alias) {
        if (!Files.isReadable(place)) {
            throw new IdentityException(
                    identity, FILE_MISSING, "the file " + place.getFileName() + " cannot be read.", null);
        }
        if (pins.contradicts(identity, place, pin)) {
            throw new IdentityException(
                    identity,
                    PASSWORD_WRONG,
                    "the PIN is another than the one that opened this token for another identity. It was not tried.",
                    null);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider());
            store.load(null, pin);
            pins.opened(identity, place, pin);
            return new KeySelection(identity).from(store, null, alias);
        } catch (IdentityException known) {
            throw known;
        } catch (KeyStoreException | RuntimeException absent) {
            // A token that is pulled out while it is read ends in exceptions of many kinds, ProviderException above
            // all.
            throw new IdentityException(
                    identity,
                    TOKEN_ABSENT,
                    "no token is in the reader, or its library does not work. Insert the token and check the slot.",
                    absent);
        } catch (IOException refused) {
            throw refused(refused, pin);
        } catch (GeneralSecurityException broken) {
            throw new IdentityException(identity, FILE_BROKEN, "the token cannot be read.", broken);
        }
    }

    private IdentityException refused(IOException refused, char @Nullable [] pin) {
        String code = "";
        for (Throwable each = refused; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            code = message.startsWith("CKR_") ? message : code;
        }
        if (code.startsWith("CKR_PIN_LOCKED")) {
            return new IdentityException(
                    identity, TOKEN_LOCKED, "the token is locked; its issuer must unlock it.", refused);
        }
        if (pin == null || code.startsWith("CKR_PIN") || code.isEmpty()) {
            return new IdentityException(
                    identity,
                    PASSWORD_WRONG,
                    pin == null
                            ? "the token needs a PIN; set password or pin-file."
                            : "the PIN is wrong. It is not tried again before the settings change: every try counts.",
                    refused);
        }
        return new IdentityException(identity, TOKEN_ABSENT, "the token does not answer (" + code + ").", refused);
    }

    /**
     * Returns the token's provider after registering it with the JVM, because TLS and signing find the provider of a key by
     * asking all of them.
     */
    private Provider provider() {
        String configuration = LIBRARY.matcher(place.getFileName().toString()).matches()
                ? "--name=" + providerName() + "\nlibrary=" + place.toAbsolutePath() + "\nslotListIndex=0\n"
                : place.toAbsolutePath().toString();
        Provider prototype = Security.getProvider("SunPKCS11");
        if (prototype == null) {
            throw new IdentityException(identity, TOKEN_ABSENT, "this Java has no PKCS#11 support.", null);
        }
        try {
            Provider configured = prototype.configure(configuration);
            Provider registered = Security.getProvider(configured.getName());
            if (registered != null) {
                return registered;
            }
            Security.addProvider(configured);
            return configured;
        } catch (InvalidParameterException | UnsupportedOperationException broken) {
            throw new IdentityException(identity, TOKEN_ABSENT, "the library of the token cannot be loaded.", broken);
        }
    }

    private String providerName() {
        return "hub" + Integer.toHexString(place.toAbsolutePath().hashCode());
    }
}
