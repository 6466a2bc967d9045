// Renders Grafana's templates as far as provisioning/alerting uses them: Go's text/template with those functions of
// Prometheus and Alertmanager that the files call. A function that is not here is an error, as is a template that Go
// does not read. Reads one job as JSON from standard input and writes the text.
package main

import (
	"encoding/json"
	"fmt"
	htmltemplate "html/template"
	"os"
	"regexp"
	"text/template"
	"time"
)

// What $values holds for a letter.
type value struct {
	Labels map[string]string
	Value  float64
}

type alert struct {
	Status       string
	Labels       map[string]string
	Annotations  map[string]string
	DashboardURL string
}

type alerts []alert

func (all alerts) Firing() []alert   { return all.with("firing") }
func (all alerts) Resolved() []alert { return all.with("resolved") }

func (all alerts) with(status string) []alert {
	found := []alert{}
	for _, one := range all {
		if one.Status == status {
			found = append(found, one)
		}
	}
	return found
}

type job struct {
	// Templates that the text may call.
	Definitions string
	Text        string
	// Of an annotation.
	Labels map[string]string
	Values map[string]value
	// Of a message.
	Status      string
	Alerts      alerts
	ExternalURL string
}

var ofAnnotations = template.FuncMap{
	"humanizeDuration":   func(seconds float64) string { return (time.Duration(seconds) * time.Second).String() },
	"humanizePercentage": func(share float64) string { return fmt.Sprintf("%.4g%%", share*100) },
}

var ofMessages = template.FuncMap{
	"reReplaceAll": func(pattern, replacement, text string) string {
		return regexp.MustCompile(pattern).ReplaceAllString(text, replacement)
	},
	"stringSlice": func(items ...string) []string { return items },
}

func run() error {
	var given job
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return err
	}
	if given.Definitions == "" {
		text := "{{- $labels := .Labels -}}{{- $values := .Values -}}" + given.Text
		parsed, err := template.New("annotation").Funcs(ofAnnotations).Option("missingkey=invalid").Parse(text)
		if err != nil {
			return err
		}
		return parsed.Execute(os.Stdout, given)
	}
	// Grafana reads the definitions as HTML templates too.
	if _, err := htmltemplate.New("").Funcs(htmltemplate.FuncMap(ofMessages)).Parse(given.Definitions); err != nil {
		return err
	}
	parsed, err := template.New("definitions").Funcs(ofMessages).Option("missingkey=zero").Parse(given.Definitions)
	if err != nil {
		return err
	}
	message, err := parsed.New("message").Parse(given.Text)
	if err != nil {
		return err
	}
	return message.Execute(os.Stdout, given)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
