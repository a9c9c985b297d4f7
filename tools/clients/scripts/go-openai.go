// The client for Go that many programs had before the official one.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	openai "github.com/sashabaranov/go-openai"
)

var greeting = os.Getenv("GATEWAY_GREETING")

func open(key string) *openai.Client {
	config := openai.DefaultConfig(key)
	config.BaseURL = os.Getenv("GATEWAY_URL")
	return openai.NewClientWithConfig(config)
}

func asking(content string) openai.ChatCompletionRequest {
	return openai.ChatCompletionRequest{
		Model:    os.Getenv("GATEWAY_MODEL"),
		Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleUser, Content: content}},
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
	var failed *openai.APIError
	if !errors.As(err, &failed) {
		return fmt.Errorf("no error of the service: %v", err)
	}
	return errors.Join(same(failed.HTTPStatusCode, status), same(failed.Code, any(code)))
}

func main() {
	ctx := context.Background()
	client := open(os.Getenv("GATEWAY_KEY"))
	textOf := func(content string) (string, error) {
		stream, err := client.CreateChatCompletionStream(ctx, asking(content))
		if err != nil {
			return "", err
		}
		defer stream.Close()
		text := ""
		for {
			chunk, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return text, nil
			}
			if err != nil {
				return text, err
			}
			for _, choice := range chunk.Choices {
				text += choice.Delta.Content
			}
		}
	}
	play("models", func() error {
		list, err := client.ListModels(ctx)
		if err != nil {
			return err
		}
		return same(len(list.Models) > 1, true)
	})
	play("chat", func() error {
		answer, err := client.CreateChatCompletion(ctx, asking("Hi"))
		if err != nil {
			return err
		}
		return errors.Join(same(answer.Choices[0].Message.Content, greeting), same(answer.Usage.TotalTokens > 0, true))
	})
	play("stream", func() error {
		text, err := textOf("Hi")
		return errors.Join(err, same(text, greeting))
	})
	play("stream that begins with comments", func() error {
		text, err := textOf("Wait")
		return errors.Join(err, same(text, greeting))
	})
	play("error within a stream", func() error {
		_, err := textOf("Break slowly")
		// It joins the comments before the error with it, and so loses the text.
		if err == nil {
			return errors.New("it passed, and should have failed")
		}
		return nil
	})
	play("tools are refused", func() error {
		request := asking("Hi")
		request.Tools = []openai.Tool{{Type: openai.ToolTypeFunction, Function: &openai.FunctionDefinition{Name: "f"}}}
		_, err := client.CreateChatCompletion(ctx, request)
		return fails(err, 400, "unsupported_parameter")
	})
	play("wrong key", func() error {
		_, err := open("sn_live_wrong").CreateChatCompletion(ctx, asking("Hi"))
		return fails(err, 401, "invalid_api_key")
	})
	play("spent budget", func() error {
		_, err := open(os.Getenv("GATEWAY_SPENT_KEY")).CreateChatCompletion(ctx, asking("Hi"))
		return fails(err, 429, "insufficient_quota")
	})
	play("no usable answer", func() error {
		_, err := client.CreateChatCompletion(ctx, asking("Break"))
		return fails(err, 502, "no_valid_answer")
	})
}
