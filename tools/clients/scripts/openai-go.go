// The official client for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

var greeting = os.Getenv("GATEWAY_GREETING")

func open(key string, more ...option.RequestOption) openai.Client {
	options := []option.RequestOption{
		option.WithBaseURL(os.Getenv("GATEWAY_URL")), option.WithAPIKey(key), option.WithMaxRetries(0),
	}
	return openai.NewClient(append(options, more...)...)
}

func asking(content string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    os.Getenv("GATEWAY_MODEL"),
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(content)},
	}
}

func play(name string, run func() error) {
	line := map[string]any{"ok": true}
	if err := run(); err != nil {
		line = map[string]any{"ok": false, "why": err.Error()}
	}
	rest, _ := json.Marshal(line)
	title, _ := json.Marshal(name)
	fmt.Printf("{\"case\":%s,%s\n", title, rest[1:])
}

func same(found, wanted any) error {
	if found == wanted {
		return nil
	}
	return fmt.Errorf("%v instead of %v", found, wanted)
}

// fails passes for an error of the service with this status and code.
func fails(err error, status int, code string) error {
	var failed *openai.Error
	if !errors.As(err, &failed) {
		return fmt.Errorf("no error of the service: %v", err)
	}
	return errors.Join(same(failed.StatusCode, status), same(failed.Code, code))
}

func main() {
	ctx := context.Background()
	client := open(os.Getenv("GATEWAY_KEY"))
	textOf := func(params openai.ChatCompletionNewParams) (string, error) {
		stream := client.Chat.Completions.NewStreaming(ctx, params)
		text := ""
		for stream.Next() {
			for _, choice := range stream.Current().Choices {
				text += choice.Delta.Content
			}
		}
		return text, stream.Err()
	}
	play("models", func() error {
		page, err := client.Models.List(ctx)
		if err != nil {
			return err
		}
		found, err := client.Models.Get(ctx, "org/text")
		if err != nil {
			return err
		}
		return errors.Join(same(len(page.Data) > 1, true), same(found.ID, "org/text"))
	})
	play("chat", func() error {
		answer, err := client.Chat.Completions.New(ctx, asking("Hi"))
		if err != nil {
			return err
		}
		return errors.Join(same(answer.Choices[0].Message.Content, greeting), same(answer.Usage.TotalTokens > 0, true))
	})
	play("stream", func() error {
		text, err := textOf(asking("Hi"))
		return errors.Join(err, same(text, greeting))
	})
	play("stream that begins with comments", func() error {
		text, err := textOf(asking("Wait"))
		return errors.Join(err, same(text, greeting))
	})
	play("error within a stream", func() error {
		_, err := textOf(asking("Break slowly"))
		if err == nil {
			return errors.New("it passed, and should have failed")
		}
		return nil
	})
	play("tools are refused", func() error {
		params := asking("Hi")
		params.Tools = []openai.ChatCompletionToolUnionParam{
			openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "f"}),
		}
		_, err := client.Chat.Completions.New(ctx, params)
		return fails(err, 400, "unsupported_parameter")
	})
	play("wrong key", func() error {
		wrong := open("sn_live_wrong")
		_, err := wrong.Chat.Completions.New(ctx, asking("Hi"))
		return fails(err, 401, "invalid_api_key")
	})
	play("spent budget", func() error {
		spent := open(os.Getenv("GATEWAY_SPENT_KEY"), option.WithMaxRetries(2))
		_, err := spent.Chat.Completions.New(ctx, asking("Hi"))
		return fails(err, 429, "insufficient_quota")
	})
	play("no usable answer", func() error {
		_, err := client.Chat.Completions.New(ctx, asking("Break"))
		return fails(err, 502, "no_valid_answer")
	})
}
