package org.hospitalhub.wiring.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.tomcat.util.http.MimeHeaders;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Uses {@code X-Forwarded-For}, {@code -Proto} and {@code -Port} only from the proxies in {@code hub.trusted-proxies} and ignores
 * them from others. The client is the last address of the list that is not such a proxy. {@code X-Forwarded-Host} is never read,
 * because a proxy that does not set it passes on the client's value.
 */
final class TrustedProxyValve extends RemoteIpValve {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:)[0-9a-fA-F:.]{2,45}");

    private final List<IpAddressMatcher> proxies;

    /** Trusts these addresses and networks: {@code 10.1.2.3}, {@code 10.1.0.0/16}, {@code ::1}. */
    TrustedProxyValve(List<String> proxies) {
        this.proxies = proxies.stream()
                .map(String::strip)
                .filter(proxy -> !proxy.isEmpty())
                .map(IpAddressMatcher::new)
                .toList();
        setRemoteIpHeader(FORWARDED_FOR);
        setProtocolHeader("X-Forwarded-Proto");
        setPortHeader("X-Forwarded-Port");
        // The trusted addresses are checked below.
        setInternalProxies(".*");
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (!isProxy(request.getRemoteAddr())) {
            getNext().invoke(request, response);
            return;
        }
        MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
        String caller = caller(Collections.list(request.getHeaders(FORWARDED_FOR)));
        headers.removeHeader(FORWARDED_FOR);
        if (!caller.isEmpty()) {
            headers.setValue(FORWARDED_FOR).setString(caller);
        }
        super.invoke(request, response);
    }

    private String caller(List<String> values) {
        List<String> way = new ArrayList<>();
        values.forEach(
                value -> Arrays.stream(value.split(",")).map(String::strip).forEach(way::add));
        String caller = "";
        for (int i = way.size() - 1; i >= 0; i--) {
            String hop = way.get(i);
            if (!ADDRESS.matcher(hop).matches()) {
                return caller;
            }
            caller = hop;
            if (!isProxy(hop)) {
                return caller;
            }
        }
        return caller;
    }

    private boolean isProxy(String address) {
        try {
            return proxies.stream().anyMatch(proxy -> proxy.matches(address));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
