package checks

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"

	"tminus/change"
	"tminus/fault"
)

// Limits on what is read of a web server's answer, in bytes.
const (
	maxBody   = 256 << 10
	maxAnswer = maxBody + 64<<10 // with its header
)

// talk asks for the page once and judges the answer. Redirects are not
// followed: they lead elsewhere, and that another machine answers says nothing
// about this one. A proxy is not used for the same reason.
func (p *page) talk(ctx context.Context, c net.Conn) (change.Observation, error) {
	if p.url.Scheme == "https" {
		secure := tls.Client(c, p.tls())
		if err := secure.HandshakeContext(ctx); err != nil {
			return tlsFailure(err)
		}
		c = secure
	}
	req := p.request()
	if err := req.Write(c); err != nil {
		return change.Observation{}, fault.Wrap(err, talkHTTPAsk)
	}
	resp, err := readResponse(bufio.NewReader(io.LimitReader(c, maxAnswer)), req)
	if err != nil {
		return change.Observation{}, fault.Wrap(err, talkHTTPAnswer)
	}
	defer func() { _ = resp.Body.Close() }() // the connection ends with it
	return p.judge(resp)
}

func (p *page) request() *http.Request {
	return &http.Request{
		Method: http.MethodGet, URL: p.url, Host: p.url.Host, Close: true,
		Header: http.Header{"User-Agent": {"tminus"}, "Accept": {"*/*"}},
	}
}

// tls takes the oldest version that there is: servers are probed as they are
// before their patches, and the one question holds no secret. What is verified
// is who answers.
func (p *page) tls() *tls.Config {
	return &tls.Config{ServerName: p.url.Hostname(), MinVersion: tls.VersionTLS10, InsecureSkipVerify: p.check.Insecure}
}

func tlsFailure(err error) (change.Observation, error) {
	var roots x509.SystemRootsError
	var untrusted *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &roots):
		return unknown(change.CauseLocal, change.Stated(seenNoRoots, "why", fault.Of(err))), nil
	case errors.As(err, &untrusted):
		return lost(change.CauseFailed, change.Stated(seenCertificate, "given", detail(untrusted.Err.Error()))), nil
	case errors.As(err, &plain):
		return lost(change.CauseFailed, change.Stated(seenNoTLS)), nil
	}
	return change.Observation{}, fault.Wrap(err, talkTLS)
}

// readResponse passes over the interim answers, such as 103 Early Hints.
func readResponse(r *bufio.Reader, req *http.Request) (*http.Response, error) {
	for {
		resp, err := http.ReadResponse(r, req)
		if err != nil || resp.StatusCode >= 200 || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, err
		}
	}
}

func (p *page) judge(resp *http.Response) (change.Observation, error) {
	if !p.expects(resp.StatusCode) {
		return lost(change.CauseFailed, change.Stated(seenStatus, "given", detail(resp.Status), "to", redirect(resp))), nil
	}
	o := answered(0)
	o.Detail = change.Own(detail(resp.Status))
	if p.check.Body == "" {
		return o, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	cut := len(body) > maxBody
	switch {
	case holds(body[:min(len(body), maxBody)], p.check.Body, resp.Header.Get("Content-Type")):
		return o, nil
	case err != nil && !cut:
		return change.Observation{}, fault.Wrap(err, talkHTTPBody)
	case cut: // what stands beyond nobody knows
		return unknown(change.CauseLocal, change.Stated(seenWordsBeyond, "given", detail(resp.Status), "n", maxBody>>10, "what", p.check.Body)), nil
	}
	return lost(change.CauseFailed, change.Stated(seenNoWords, "given", detail(resp.Status), "what", p.check.Body)), nil
}

// redirect says where a server sends whoever asks; nothing if it does not.
func redirect(resp *http.Response) change.Statement {
	to := detail(resp.Header.Get("Location"))
	if to == "" {
		return change.Statement{}
	}
	return change.Stated(seenRedirect, "what", to)
}

func (p *page) expects(status int) bool {
	if p.check.Status == 0 {
		return status >= 200 && status < 300
	}
	return status == p.check.Status
}
